import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import '../ui/tokens.css';
import '../ui/base.css';
import '../ui/ui.css';
import './app.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { connectBridge } from '../bridge/connect.ts';
import { startLanguage } from '../state/language-actions.ts';
import { startTheme } from '../state/preferences-actions.ts';
import { failureText } from '../state/session.ts';
import { PanelBoundary } from '../ui/panel-boundary.tsx';
import { App } from './app.tsx';
import { start } from './start.ts';
import { Unconnected } from './unconnected.tsx';
import { t } from '../words/words.ts';

startTheme();
const root = createRoot(document.getElementById('root')!);
const connected = startLanguage().then(connectBridge);
connected.then(
  (bridge) => {
    void start(bridge);
    root.render(
      <StrictMode>
        <PanelBoundary name={t('The window')}>
          <App />
        </PanelBoundary>
      </StrictMode>,
    );
  },
  (error: unknown) => root.render(<Unconnected reason={failureText(error)} />),
);
