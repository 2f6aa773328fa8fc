/** The mark: a mill wheel over running water. Decorative; its colour is the text colour around it. */
export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 32 32"
      fill="none"
      stroke="currentColor"
      strokeWidth={2.3}
      strokeLinecap="round"
      aria-hidden
      focusable="false"
    >
      <circle cx="16" cy="12.5" r="7" />
      <path d="M16 2.2v4.6M16 18.2v4.6M5.7 12.5h4.6M21.7 12.5h4.6M8.7 5.2l3.3 3.3M20 16.5l3.3 3.3M23.3 5.2L20 8.5M12 16.5l-3.3 3.3" />
      <path d="M3 28c2.2-1.8 4.3-1.8 6.5 0s4.3 1.8 6.5 0 4.3-1.8 6.5 0 4.3 1.8 6.5 0" />
    </svg>
  );
}
