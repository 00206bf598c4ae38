import { change, useWorkbench } from '../state/workbench.ts';
import { Dialog } from '../ui/dialog.tsx';
import { KeyboardHint } from '../ui/keyboard-hint.tsx';
import { commands } from './commands.ts';

const groups = [...new Set(commands.map((c) => c.group))];

/** All commands that have keys. */
export function ShortcutsDialog() {
  const open = useWorkbench((s) => s.dialog === 'shortcuts');
  return (
    <Dialog open={open} onClose={() => change({ dialog: null })} title="Keyboard shortcuts" width={520}>
      {groups.map((group) => (
        <section key={group} style={{ marginBottom: 14 }}>
          <h2 className="faint" style={{ fontWeight: 600, fontSize: 11 }}>
            {group}
          </h2>
          {commands
            .filter((c) => c.group === group && c.keys.length > 0)
            .map((c) => (
              <div key={c.id} className="shortcut-row">
                <span>{c.title}</span>
                <span className="shortcut-keys">
                  {c.keys.map((k) => (
                    <KeyboardHint key={k} shortcut={k} />
                  ))}
                </span>
              </div>
            ))}
        </section>
      ))}
    </Dialog>
  );
}
