import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import '../ui/tokens.css';
import '../ui/base.css';
import '../ui/ui.css';
import './app.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { catalog } from '../../nodes/catalog.ts';
import { connectBridge } from '../bridge/connect.ts';
import { startTheme } from '../state/preferences-actions.ts';
import { failureText } from '../state/session.ts';
import { change } from '../state/workbench.ts';
import { PanelBoundary } from '../ui/panel-boundary.tsx';
import { App } from './app.tsx';
import { start } from './start.ts';
import { Unconnected } from './unconnected.tsx';

startTheme();
change({ catalog });
const root = createRoot(document.getElementById('root')!);
connectBridge().then(
  (bridge) => {
    void start(bridge);
    root.render(
      <StrictMode>
        <PanelBoundary name="The window">
          <App />
        </PanelBoundary>
      </StrictMode>,
    );
  },
  (error: unknown) => root.render(<Unconnected reason={failureText(error)} />),
);
