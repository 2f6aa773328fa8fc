export function FlowListPage() {
  return null;
}
