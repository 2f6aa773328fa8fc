/** Errors of paths, templates, conditions and conversions. */
export const MAPPING_ERRORS = {
  PATH_SYNTAX: {
    status: 422,
    message: 'The path {path} is not valid at position {position}: {reason}.',
    hint: 'Write it like $.trigger.body.email or $["a key"][0].',
    actor: 'user',
  },
  PATH_MISSING: {
    status: 422,
    message: 'There is nothing at {path}: {found}.',
    hint: 'Pick the value again from a captured event, or say what to do when it is missing.',
    actor: 'user',
  },
  PATH_LIMIT: {
    status: 422,
    message: 'The path {path} goes past the limit: {limit}.',
    hint: 'Use a shorter path, or one that selects less.',
    actor: 'user',
  },
  PATTERN_SYNTAX: {
    status: 422,
    message: 'The pattern {pattern} is not a regular expression: {reason}.',
    hint: 'Correct it; patterns are written as RE2 takes them, without back-references and look-around.',
    actor: 'user',
  },
  PATTERN_LIMIT: {
    status: 422,
    message: 'The pattern {pattern} goes past the limit: {limit}.',
    hint: 'Use a shorter pattern with smaller repetitions, or match a shorter text.',
    actor: 'user',
  },
  TEMPLATE_SYNTAX: {
    status: 422,
    message: 'The template is not valid: {reason}.',
    hint: 'Correct it at the position named.',
    actor: 'user',
  },
  TEMPLATE_UNSUPPORTED: {
    status: 422,
    message: 'The template uses {feature}, which is not allowed.',
    hint: 'Use variables, #if, #unless, #each, #with and the listed helpers.',
    actor: 'user',
  },
  TEMPLATE_LIMIT: {
    status: 422,
    message: 'The template goes past the limit: {limit}.',
    hint: 'Make the text shorter or loop over less.',
    actor: 'user',
  },
  MAPPING_LIMIT: {
    status: 422,
    message: 'The mapping goes past the limit: {limit}.',
    hint: 'Take less of the data: name the values that are needed.',
    actor: 'user',
  },
  PREVIEW_LIMIT: {
    status: 422,
    message: 'The preview leaves this event out: {reason}.',
    hint: 'Run the flow for this event to see what it gives.',
    actor: 'user',
  },
  CONVERSION_FAILED: {
    status: 422,
    message: 'The value {value} of {path} cannot become a {type}.',
    hint: 'Choose another value or another conversion.',
    actor: 'user',
  },
  CONDITION_TYPE: {
    status: 422,
    message: '"{op}" cannot compare {left} with {right}.',
    hint: 'Convert one side with "as", or use another comparison.',
    actor: 'user',
  },
  DATA_TOO_DEEP: {
    status: 422,
    message: 'The data nests deeper than {limit} levels.',
    hint: 'Send flatter data.',
    actor: 'user',
  },
} as const;
