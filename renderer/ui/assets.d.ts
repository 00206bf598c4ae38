declare module '*.css';
declare module '@fontsource-variable/inter';
declare module '@fontsource-variable/jetbrains-mono';

declare module '*.md?raw' {
  const text: string;
  export default text;
}

declare module '*?worker' {
  const WorkerClass: new (options?: { name?: string }) => Worker;
  export default WorkerClass;
}
