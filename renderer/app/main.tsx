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
import { change } from '../state/workbench.ts';
import { App } from './app.tsx';
import { ConnectionLost } from './connection-lost.tsx';
import { start } from './start.ts';

startTheme();
change({ catalog });
const root = createRoot(document.getElementById('root')!);
connectBridge().then(
  async (bridge) => {
    await start(bridge);
    root.render(
      <StrictMode>
        <App />
      </StrictMode>,
    );
  },
  (error: unknown) => root.render(<ConnectionLost reason={error instanceof Error ? error.message : String(error)} />),
);
