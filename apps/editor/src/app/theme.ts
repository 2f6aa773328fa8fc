import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

/** Deep water: the accent of everything one can act on. */
const race: MantineColorsTuple = [
  '#e9f8f9',
  '#cfedf0',
  '#a3dbe1',
  '#71c6cf',
  '#46aebb',
  '#2394a3',
  '#137c8b',
  '#0f6b79',
  '#0d5763',
  '#0a434d',
];

const gray: MantineColorsTuple = [
  '#f7f9fa',
  '#f0f3f5',
  '#e4e9ec',
  '#d5dce0',
  '#b9c3c9',
  '#8c989f',
  '#5f6c73',
  '#48545b',
  '#2c363c',
  '#172026',
];

const dark: MantineColorsTuple = [
  '#dbe3e6',
  '#bac6cb',
  '#93a1a8',
  '#64737a',
  '#36434a',
  '#273238',
  '#1b2429',
  '#131a1e',
  '#0e1417',
  '#0a0f11',
];

const dialog = {
  overlayProps: { backgroundOpacity: 0.35, blur: 2 },
  closeButtonProps: { 'aria-label': 'Close' },
};
const dialogStyles = { title: { fontWeight: 620, fontSize: '1.0625rem' } };

export const theme = createTheme({
  primaryColor: 'race',
  primaryShade: { light: 7, dark: 6 },
  colors: { race, gray, dark },
  black: '#172026',
  autoContrast: true,
  respectReducedMotion: true,
  cursorType: 'pointer',
  defaultRadius: 'md',
  fontFamily:
    'ui-sans-serif, system-ui, -apple-system, "Segoe UI", "Inter", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif',
  fontFamilyMonospace:
    'ui-monospace, "SF Mono", "Cascadia Mono", "JetBrains Mono", Menlo, Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.9375rem', lg: '1.0625rem', xl: '1.25rem' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.55', lg: '1.6', xl: '1.65' },
  headings: {
    fontWeight: '620',
    textWrap: 'balance',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.3' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.4' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.45' },
      h4: { fontSize: '0.875rem', lineHeight: '1.45' },
    },
  },
  radius: { xs: '3px', sm: '5px', md: '8px', lg: '12px', xl: '20px' },
  shadows: {
    xs: '0 1px 2px rgba(12, 30, 36, 0.06)',
    sm: '0 1px 3px rgba(12, 30, 36, 0.08), 0 4px 12px -6px rgba(12, 30, 36, 0.10)',
    md: '0 2px 6px rgba(12, 30, 36, 0.08), 0 12px 28px -10px rgba(12, 30, 36, 0.18)',
  },
  components: {
    Button: { defaultProps: { size: 'sm' } },
    TextInput: { defaultProps: { size: 'sm' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm' } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 250, fz: 'xs' } },
    Modal: { defaultProps: { ...dialog, centered: true, radius: 'lg' }, styles: dialogStyles },
    Drawer: { defaultProps: dialog, styles: dialogStyles },
    // Mantine's placeholder for the first focus is no menu item, which a menu may not hold.
    Menu: {
      defaultProps: { shadow: 'md', position: 'bottom-end', withInitialFocusPlaceholder: false },
    },
    Badge: { defaultProps: { radius: 'sm' } },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Close the message' } } },
    Card: { styles: { root: { backgroundColor: 'var(--mantine-color-body)' } } },
    Table: {
      defaultProps: {
        verticalSpacing: 'sm',
        horizontalSpacing: 'md',
        borderColor: 'var(--millrace-line)',
      },
    },
  },
});

/** Mantine's light variants are heavy on a dark page; these are a breath of the colour. */
const tints = {
  '--mantine-color-red-light': 'rgba(255, 107, 107, 0.13)',
  '--mantine-color-red-light-color': '#ffa3a3',
  '--mantine-color-green-light': 'rgba(81, 207, 102, 0.13)',
  '--mantine-color-green-light-color': '#7fdc93',
  '--mantine-color-yellow-light': 'rgba(252, 196, 25, 0.13)',
  '--mantine-color-yellow-light-color': '#f3ce6a',
  '--mantine-color-orange-light': 'rgba(255, 146, 43, 0.14)',
  '--mantine-color-orange-light-color': '#ffb672',
  '--mantine-color-blue-light': 'rgba(77, 171, 247, 0.14)',
  '--mantine-color-blue-light-color': '#8cc5fa',
  '--mantine-color-indigo-light': 'rgba(116, 143, 252, 0.16)',
  '--mantine-color-indigo-light-color': '#a5b8ff',
  '--mantine-color-violet-light': 'rgba(151, 117, 250, 0.16)',
  '--mantine-color-violet-light-color': '#c0a8fd',
  '--mantine-color-grape-light': 'rgba(218, 119, 242, 0.14)',
  '--mantine-color-grape-light-color': '#e0a3f0',
  '--mantine-color-gray-light': 'rgba(190, 210, 220, 0.11)',
  '--mantine-color-gray-light-color': '#bac6cb',
  '--mantine-color-race-light': 'rgba(70, 174, 187, 0.16)',
  '--mantine-color-race-light-color': '#86d3dc',
};

/** Surfaces: a page is a shade off the cards that lie on it, and dimmed text keeps 4.5:1 on both. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-dimmed': '#56646b',
    '--mantine-color-default-border': '#dfe5e8',
    '--mantine-color-error': '#c02626',
    '--mantine-color-green-light-color': '#17692c',
    '--mantine-color-yellow-light-color': '#7f4a00',
    '--mantine-color-orange-light-color': '#a03608',
    '--millrace-page': '#f6f8f9',
    '--millrace-nav': '#f0f4f5',
    '--millrace-hover': '#f3f6f7',
    '--millrace-line': '#e6ebee',
  },
  dark: {
    '--mantine-color-body': '#161e22',
    '--mantine-color-dimmed': '#97a5ac',
    '--mantine-color-error': '#ff8787',
    ...tints,
    '--mantine-color-default-border': '#2b373d',
    '--millrace-page': '#10171a',
    '--millrace-nav': '#0d1316',
    '--millrace-hover': '#1d272c',
    '--millrace-line': '#242f35',
  },
});
