import { Image, ThemeIcon, Tooltip } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';

export interface ConnectorIconProps {
  /** The manifest, or undefined while it is not known. */
  connector: { name: string; icon: string } | undefined;
  size?: number;
  /** The name on hover; off where the name stands beside the icon. */
  withTooltip?: boolean;
}

/**
 * A connector's icon. The SVG comes from a manifest, so it is shown as an image: nothing in it can
 * run a script, load a file or reach this page.
 */
export function ConnectorIcon({ connector, size = 24, withTooltip = false }: ConnectorIconProps) {
  if (connector === undefined) {
    return (
      <ThemeIcon size={size} variant="light" color="gray" aria-hidden>
        <IconPlugConnected size={size * 0.65} />
      </ThemeIcon>
    );
  }
  const image = (
    <Image
      src={`data:image/svg+xml,${encodeURIComponent(connector.icon)}`}
      alt={withTooltip ? connector.name : ''}
      w={size}
      h={size}
      fit="contain"
      radius="sm"
      style={{ flexShrink: 0 }}
    />
  );
  return withTooltip ? <Tooltip label={connector.name}>{image}</Tooltip> : image;
}
