import { Box, Table } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './table.module.css';

export interface DataTableProps {
  /** Names the table: "Runs". */
  label: string;
  /** Column headings; an empty one is a column of actions. */
  columns: readonly string[];
  minWidth?: number;
  /** `Table.Tr` elements. */
  children: ReactNode;
}

/** The frame of every list of rows: a card that scrolls sideways on narrow screens. */
export function DataTable({ label, columns, minWidth = 640, children }: DataTableProps) {
  return (
    <Box className={classes.card}>
      <Table.ScrollContainer minWidth={minWidth} type="native">
        <Table className={classes.table} aria-label={label}>
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) =>
                column === '' ? (
                  <Table.Td key="actions" w={52} />
                ) : (
                  <Table.Th key={column} scope="col">
                    {column}
                  </Table.Th>
                ),
              )}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>{children}</Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Box>
  );
}
