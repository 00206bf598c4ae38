import { Component, createContext, useContext, useState, type ErrorInfo, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { errorReport } from './error-report.ts';
import { t } from '../words/words.ts';

/** The program's version, for error reports. */
export const VersionContext = createContext('unknown');

export interface PanelBoundaryProps {
  /** What fails with it, such as `Inspector`. */
  readonly name: string;
  /** Trying again is worth it as soon as this is another value, as when another node is selected. */
  readonly about?: unknown;
  /** Given for dialogs, which tell their failure in a dialog and are closed by this. */
  readonly onClose?: () => void;
  readonly children: ReactNode;
}

interface Failure {
  readonly error: unknown;
  readonly components: string;
  readonly about: unknown;
}

/** Keeps an error of one part of the window from taking the rest with it. */
export class PanelBoundary extends Component<PanelBoundaryProps, { readonly failure: Failure | null }> {
  override state: { readonly failure: Failure | null } = { failure: null };

  static getDerivedStateFromError(error: unknown) {
    return { failure: { error, components: '', about: undefined } };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo) {
    this.setState({ failure: { error, components: info.componentStack ?? '', about: this.props.about } });
  }

  override componentDidUpdate(before: PanelBoundaryProps) {
    if (this.state.failure !== null && before.about !== this.props.about) this.again();
  }

  readonly again = () => this.setState({ failure: null });

  override render() {
    const { name, onClose, children } = this.props;
    const { failure } = this.state;
    if (failure === null) return children;
    if (onClose === undefined) return <Failed name={name} failure={failure} onAgain={this.again} />;
    const close = () => {
      onClose();
      this.again();
    };
    return (
      <Dialog open onClose={close} title={t('{part} failed', { part: name })} width={460}>
        <Failed name={name} failure={failure} onAgain={this.again} />
      </Dialog>
    );
  }
}

function Failed({ name, failure, onAgain }: { readonly name: string; readonly failure: Failure; readonly onAgain: () => void }) {
  const version = useContext(VersionContext);
  const [copied, setCopied] = useState<boolean | null>(null);
  const copy = () => {
    const report = errorReport({ part: name, error: failure.error, components: failure.components, version, browser: navigator.userAgent });
    navigator.clipboard.writeText(report).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <div className="empty failed-part" role="alert" data-testid="failed-part">
      <strong>{t('{part} could not be shown', { part: name })}</strong>
      <p>{t('This is a mistake of Millrace. The flow and the rest of the window are as they were.')}</p>
      <div className="failed-actions">
        <Button variant="primary" onClick={onAgain}>
          {t('Try again')}
        </Button>
        <Button onClick={copy}>{t('Copy error report')}</Button>
      </div>
      <p className="faint" role="status">
        {copied === null ? t('The report holds the message, the place in the program and versions, no data.') : copied ? t('Copied.') : t('The clipboard did not take it. Allow this page to use it, then copy again.')}
      </p>
    </div>
  );
}
