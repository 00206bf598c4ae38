import { File, Folder, Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useFormScope } from '../form/form-scope.ts';
import { chosenPath, foldersOf } from './file-choices.ts';
import { t } from '../../words/words.ts';

export interface FileDialogProps {
  readonly access: 'read' | 'write';
  readonly extensions: readonly string[];
  /** Folders can be chosen too, for all their files. */
  readonly folders: boolean;
  readonly initial: string;
  readonly onChoose: (path: string) => void;
  readonly onClose: () => void;
}

type Listing = { readonly files: readonly string[] } | { readonly failure: string } | null;

/** Picks one of the files below the flow's folder, where the system has no dialog of its own. */
export function FileDialog({ access, extensions, folders, initial, onChoose, onClose }: FileDialogProps) {
  const { services } = useFormScope();
  const [listing, setListing] = useState<Listing>(null);
  const [text, setText] = useState(access === 'write' ? initial : '');
  useEffect(() => {
    let current = true;
    services.listFiles(extensions).then(
      (files) => current && setListing({ files }),
      (error: unknown) => current && setListing({ failure: error instanceof Error ? error.message : String(error) }),
    );
    return () => {
      current = false;
    };
  }, [services, extensions]);

  const query = text.toLowerCase();
  const all = listing && 'files' in listing ? [...(folders ? foldersOf(listing.files) : []), ...listing.files] : [];
  const files = all.filter((f) => access === 'write' || f.toLowerCase().includes(query));
  const typed = text.trim();
  const target = access === 'write' ? typed : chosenPath(files, typed);
  return (
    <Dialog
      open
      onClose={onClose}
      title={access === 'read' ? t('Choose a file') : t('Choose where to write')}
      note={extensions.length > 0 ? t('Files below the folder of the flow: {extensions}', { extensions: extensions.map((e) => `.${e.replace(/^\./, '')}`).join(', ') }) : t('Files below the folder of the flow')}
      footer={
        <>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button variant="primary" disabled={target === ''} onClick={() => onChoose(target)}>
            {access === 'read' ? t('Choose') : t('Use this path')}
          </Button>
        </>
      }
    >
      <form
        className="file-search"
        onSubmit={(event) => {
          event.preventDefault();
          if (target !== '') onChoose(target);
        }}
      >
        {access === 'read' ? <Search aria-hidden /> : <File aria-hidden />}
        <input
          className="text-field"
          autoFocus
          aria-label={access === 'read' ? t('Search files or type a path') : t('Path of the file to write')}
          placeholder={access === 'read' ? t('Search, or type a path') : t('Path of the file')}
          spellCheck={false}
          value={text}
          onChange={(e) => setText(e.target.value)}
        />
      </form>
      <ul className="file-list">
        {files.map((file) => (
          <li key={file}>
            <button type="button" className="file-item" onClick={() => (access === 'write' ? setText(file) : onChoose(file))}>
              {file.endsWith('/') ? <Folder aria-hidden /> : <File aria-hidden />}
              <span>{file}</span>
            </button>
          </li>
        ))}
      </ul>
      {listing === null ? <p className="file-note">{t('Reading the folder…')}</p> : null}
      {listing && 'failure' in listing ? <p className="file-note field-problem-line">{listing.failure}</p> : null}
      {listing && 'files' in listing && files.length === 0 ? <p className="file-note">{t('No file here matches. A path can be typed all the same.')}</p> : null}
    </Dialog>
  );
}
