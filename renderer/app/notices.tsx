import { X } from 'lucide-react';
import { dismiss } from '../state/session.ts';
import { useWorkbench } from '../state/workbench.ts';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { t } from '../words/words.ts';

/** Short messages at the lower right; trouble stays until it is closed. */
export function Notices() {
  const notices = useWorkbench((s) => s.notices);
  return (
    <div className="notices" role="log" aria-label={t('Messages')} aria-live="polite">
      {notices.map((n) => (
        <div key={n.id} className="notice" data-tone={n.tone} {...(n.tone === 'danger' ? { role: 'alert' } : {})} data-testid="notice">
          <div className="notice-text">
            <p>{n.text}</p>
            {n.action ? (
              <Button
                size="small"
                onClick={() => {
                  n.action?.run();
                  dismiss(n.id);
                }}
              >
                {n.action.title}
              </Button>
            ) : null}
          </div>
          <IconButton label={t('Close the message')} size="small" onClick={() => dismiss(n.id)}>
            <X />
          </IconButton>
        </div>
      ))}
    </div>
  );
}
