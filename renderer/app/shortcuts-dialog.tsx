import { useState, type KeyboardEvent } from 'react';
import { defaultKeys, resetAllKeys, resetKeys, setKey, usersOf } from '../state/command-keys.ts';
import { change, useWorkbench } from '../state/workbench.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { KeyboardHint } from '../ui/keyboard-hint.tsx';
import { shortcutText } from '../ui/shortcut-text.ts';
import { commands, type Command } from './commands.ts';
import { pressedKey } from './shortcuts.ts';
import { t } from '../words/words.ts';

const titleOf = (id: string): string => commands.find((c) => c.id === id)?.title ?? id;

/** Every command with its keys, which can be changed. */
export function ShortcutsDialog() {
  const open = useWorkbench((s) => s.dialog === 'shortcuts');
  const changed = useWorkbench((s) => Object.keys(s.preferences.shortcuts).length > 0);
  const [query, setQuery] = useState('');
  const [listening, setListening] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  const words = query.toLowerCase().trim();
  const shown = commands.filter((c) => `${c.title} ${c.group} ${c.english}`.toLowerCase().includes(words));
  const groups = [...new Set(shown.map((c) => c.group))];

  const take = (command: Command, event: KeyboardEvent) => {
    if (listening !== command.id || event.key === 'Tab') return;
    event.preventDefault();
    event.stopPropagation();
    const key = event.key === 'Escape' ? null : pressedKey(event);
    if (event.key === 'Escape') setListening(null);
    if (key === null) return;
    const losers = usersOf(key, command.id);
    setKey(command.id, key);
    setListening(null);
    setSaid([
        t('{key} now does “{action}”.', { key: shortcutText(key), action: command.title }),
        ...(losers.length > 0 ? [t('It is no longer the key of {actions}.', { actions: losers.map((id) => t('“{text}”', { text: titleOf(id) })).join(', ') })] : []),
      ].join(' '),
    );
  };

  return (
    <Dialog
      open={open}
      onClose={() => change({ dialog: null })}
      title={t('Keyboard shortcuts')}
      note={t('Press a key’s button, then the keys you want. Escape leaves it as it is.')}
      width={560}
      footer={
        <>
          <span className="muted shortcut-said" role="status" data-testid="shortcut-said">
            {said}
          </span>
          <Button disabled={!changed} onClick={resetAllKeys}>
            {t('Reset all')}
          </Button>
        </>
      }
    >
      <input className="text-field" autoFocus placeholder={t('Filter')} aria-label={t('Filter the shortcuts')} value={query} onChange={(e) => setQuery(e.target.value)} />
      {groups.map((group) => (
        <section key={group} className="shortcut-group" aria-label={group}>
          <h2>{group}</h2>
          {shown
            .filter((c) => c.group === group)
            .map((c) => (
              <Row key={c.id} command={c} listening={listening === c.id} onListen={() => setListening(listening === c.id ? null : c.id)} onKey={(event) => take(c, event)} onBlur={() => setListening((now) => (now === c.id ? null : now))} />
            ))}
        </section>
      ))}
      {shown.length === 0 ? <p className="palette-none">{t('No action is called so.')}</p> : null}
    </Dialog>
  );
}

interface RowProps {
  readonly command: Command;
  readonly listening: boolean;
  readonly onListen: () => void;
  readonly onKey: (event: KeyboardEvent) => void;
  readonly onBlur: () => void;
}

function Row({ command, listening, onListen, onKey, onBlur }: RowProps) {
  const own = useWorkbench((s) => s.preferences.shortcuts[command.id]);
  const keys = own ?? defaultKeys(command.id);
  const text = keys.length === 0 ? t('none') : keys.map(shortcutText).join(` ${t('or')} `);
  // Copy, cut and paste are the system's own: their keys are not the window's to give away.
  const fixed = command.scope === 'native';
  return (
    <div className="shortcut-row" data-testid={`shortcut-${command.id}`}>
      <span>{command.title}</span>
      <span className="shortcut-keys">
        {own && !fixed ? (
          <button type="button" className="link-button" aria-label={t('Reset the keys of {action}', { action: command.title })} onClick={() => resetKeys(command.id)}>
            {t('Reset')}
          </button>
        ) : null}
        {keys.length > 0 && !fixed ? (
          <button type="button" className="link-button" aria-label={t('Clear the keys of {action}', { action: command.title })} onClick={() => setKey(command.id, '')}>
            {t('Clear')}
          </button>
        ) : null}
        {fixed ? (
          keys.map((k) => <KeyboardHint key={k} shortcut={k} />)
        ) : (
          <button type="button" className="shortcut-button" aria-pressed={listening} onClick={onListen} onKeyDown={onKey} onBlur={onBlur}>
            <span className="sr-only">{t('{action}: {keys}. Change', { action: command.title, keys: text })}</span>
            {listening ? t('Press keys') : keys.length === 0 ? <span className="faint" aria-hidden="true">{t('none')}</span> : keys.map((k) => <KeyboardHint key={k} shortcut={k} />)}
          </button>
        )}
      </span>
    </div>
  );
}
