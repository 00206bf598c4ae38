import { Switch } from '@base-ui/react/switch';
import { Fold } from './fold.tsx';
import { t } from '../words/words.ts';

export interface NodeSettingsProps {
  readonly note: string;
  readonly disabled: boolean;
  readonly onNote: (note: string) => void;
  readonly onDisabled: (disabled: boolean) => void;
}

/** What every node has whatever its type: a note and a switch that takes it out of the run. */
export function NodeSettings({ note, disabled, onNote, onDisabled }: NodeSettingsProps) {
  return (
    <Fold title={t('This node')} count={disabled ? t('disabled') : note === '' ? '' : t('note')} defaultOpen={disabled || note !== ''}>
      <div className="field">
        <label className="field-head" htmlFor="node-note">
          <span className="field-label">{t('Note')}</span>
        </label>
        <textarea id="node-note" data-testid="node-note" className="text-field text-lines" rows={2} placeholder={t('Why this step is here')} value={note} onChange={(e) => onNote(e.target.value)} />
      </div>
      <label className="switch-line">
        <span>
          <span className="field-label">{t('Disabled')}</span>
          <span className="field-help">{t('Left out of runs and previews; nodes behind it wait.')}</span>
        </span>
        <Switch.Root className="switch" data-testid="node-disabled" checked={disabled} onCheckedChange={onDisabled}>
          <Switch.Thumb className="switch-thumb" />
        </Switch.Root>
      </label>
    </Fold>
  );
}
