/** The file beside a flow that holds named sets of values for its parameters. */
export const environmentFile = 'environments.json';
