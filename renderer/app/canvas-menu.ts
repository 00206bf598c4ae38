import type { MenuEntry } from '../ui/menu.tsx';
import { workbench } from '../state/workbench.ts';
import { commands, runCommand, shortcutOf } from './commands.ts';

const stepRows = ['node.rows-lost', 'node.rows-added', 'node.rows-duplicated'];
const ids = {
  node: ['run.toHere', 'run.fromHere', 'run.breakpoint', 'run.breakpoints', '', ...stepRows, '', 'node.configure', 'node.connect', 'node.rename', 'node.read-file', 'node.disable', '', 'node.open-component', 'node.collapse', 'node.expand', '', 'edit.duplicate', 'edit.delete'],
  edge: ['run.breakpoint', 'run.breakpoints', '', ...stepRows, '', 'node.add', 'edit.delete'],
} as const;

/** What the menu of a node or an edge offers for what is selected. */
export const canvasMenu = (of: 'node' | 'edge'): readonly (MenuEntry | 'separator')[] =>
  ids[of].map((id) => {
    if (id === '') return 'separator';
    const command = commands.find((c) => c.id === id);
    if (!command) throw new Error(`There is no command ${id}.`);
    // The menu gives the focus back first, then the action may move it.
    return { id, title: command.title, shortcut: shortcutOf(id), disabled: !command.enabled(workbench()), run: () => setTimeout(() => runCommand(id), 0) };
  });
