import { FolderOpen } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '../../ui/icon-button.tsx';
import { FieldFrame, fieldId } from '../form/field-frame.tsx';
import { useFormScope } from '../form/form-scope.ts';
import { useControlAria } from './control-aria.ts';
import { FileDialog } from './file-dialog.tsx';
import type { FieldProps } from './field-props.ts';
import { shownText, storedText } from './stored-text.ts';
import { t } from '../../words/words.ts';

/** A path, typed or picked; relative to the flow's folder where the file lies below it. */
export function FileField({ spec, path, value }: FieldProps<'file'>) {
  const { set, services } = useFormScope();
  const [asking, setAsking] = useState(false);
  const aria = useControlAria(spec, path);
  const browse = async () => {
    if (!services.nativeDialogs) {
      setAsking(true);
      return;
    }
    const chosen = await services.chooseFile(spec.extensions, spec.access);
    if (chosen !== null) set(path, chosen);
  };
  return (
    <FieldFrame spec={spec} path={path} controlId={fieldId(path)}>
      <div className="file-line">
        <input
          {...aria}
          id={fieldId(path)}
          className="text-field mono-field"
          spellCheck={false}
          placeholder={spec.access === 'read' ? (spec.folders === true ? t('Path of a file or folder') : t('Path of a file')) : spec.extensions[0] ? t('Path of the file to write, such as {example}', { example: `out.${spec.extensions[0].replace(/^\./, '')}` }) : t('Path of the file to write')}
          value={shownText(value)}
          onChange={(e) => set(path, storedText(spec, e.target.value))}
        />
        <IconButton label={t('Browse…')} className="file-browse" onClick={() => void browse()}>
          <FolderOpen aria-hidden />
        </IconButton>
      </div>
      {asking ? (
        <FileDialog
          access={spec.access}
          extensions={spec.extensions}
          folders={spec.folders === true}
          initial={shownText(value)}
          onClose={() => setAsking(false)}
          onChoose={(chosen) => {
            setAsking(false);
            set(path, chosen);
          }}
        />
      ) : null}
    </FieldFrame>
  );
}
