/** Every text of the canvas that only screen readers and tooltips meet, in one place. */
export const CANVAS_LABELS = {
  canvas: 'Flow',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  fitView: 'Fit the flow into view',
  undo: 'Undo',
  redo: 'Redo',
  controls: 'View of the flow',
  addHere: (at: number, sequence: string | undefined) =>
    `Add a step at position ${at + 1}${ofSequence(sequence)}`,
  addEnd: (sequence: string | undefined) => `Add a step at the end${ofSequence(sequence)}`,
  menuOf: (title: string) => `Actions for ${title}`,
  trigger: 'Trigger:',
  step: (at: number, sequence: string | undefined) => `Step ${at + 1}${ofSequence(sequence)}:`,
  problems: (count: number) => (count === 1 ? '1 problem' : `${count} problems`),
  status: (status: string) => `last run: ${status}`,
} as const;

/** The same texts under the names xyflow gives them. */
export const XYFLOW_LABELS = {
  'controls.ariaLabel': CANVAS_LABELS.controls,
  'controls.zoomIn.ariaLabel': CANVAS_LABELS.zoomIn,
  'controls.zoomOut.ariaLabel': CANVAS_LABELS.zoomOut,
  'controls.fitView.ariaLabel': CANVAS_LABELS.fitView,
  'node.a11yDescription.default': '',
  'node.a11yDescription.keyboardDisabled': '',
  'edge.a11yDescription.default': '',
};

function ofSequence(name: string | undefined): string {
  return name === undefined ? '' : ` of ${name}`;
}
