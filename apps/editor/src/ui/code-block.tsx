import { Box, Code } from '@mantine/core';
import { CopyButton } from './copy-button.tsx';
import classes from './code-block.module.css';

export interface CodeBlockProps {
  code: string;
  /** Names the code for the copy button and for those who cannot see it: "curl command". */
  label: string;
  /** Pixels after which it scrolls. */
  maxHeight?: number;
  wrap?: boolean;
}

/** Code or raw text, with a copy button. Rendered as text, whatever is in it. */
export function CodeBlock({ code, label, maxHeight = 320, wrap = false }: CodeBlockProps) {
  return (
    <Box className={classes.root}>
      <Code
        block
        tabIndex={0}
        role="region"
        aria-label={label}
        className={classes.code}
        mah={maxHeight}
        data-wrap={wrap || undefined}
      >
        {code}
      </Code>
      <Box className={classes.copy}>
        <CopyButton value={code} label={`Copy ${label}`} />
      </Box>
    </Box>
  );
}
