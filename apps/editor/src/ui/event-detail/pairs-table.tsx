import { Table, Text } from '@mantine/core';

/** Names and values, sorted by name. */
export function PairsTable({
  label,
  pairs,
}: {
  label: string;
  pairs: readonly (readonly [string, string])[];
}) {
  if (pairs.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        There are none.
      </Text>
    );
  }
  const sorted = pairs.toSorted(([a], [b]) => a.localeCompare(b));
  return (
    <Table aria-label={label} layout="fixed" verticalSpacing={6} horizontalSpacing="xs">
      <Table.Tbody>
        {sorted.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th scope="row" w="38%" fw={500} fz="xs" style={{ overflowWrap: 'anywhere' }}>
              {name}
            </Table.Th>
            <Table.Td ff="monospace" fz="xs" style={{ overflowWrap: 'anywhere' }}>
              {value}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
