import { Tooltip } from '@base-ui/react/tooltip';
import type { ReactNode } from 'react';
import { Canvas } from '../canvas/canvas.tsx';
import { ComparePage } from '../compare/compare-page.tsx';
import { DashboardPage } from '../dashboard/dashboard-page.tsx';
import { Inspector } from '../inspector/inspector.tsx';
import { NoteInspector } from '../inspector/note-inspector.tsx';
import { AddSearch } from '../palette/add-search.tsx';
import { Palette } from '../palette/palette.tsx';
import { ProblemsPanel } from '../problems/problems-panel.tsx';
import { DataPanel } from '../results/data-panel.tsx';
import { OutsideBar } from '../problems/outside-bar.tsx';
import { OutsideDialog } from '../problems/outside-dialog.tsx';
import { TrustDialog } from '../problems/trust-dialog.tsx';
import { BreakpointsDialog } from '../runs/breakpoints-dialog.tsx';
import { PlanDialog } from '../runs/plan-dialog.tsx';
import { RunsDialog } from '../runs/runs-dialog.tsx';
import { flowTitle } from '../state/flow-title.ts';
import { setPreferences } from '../state/preferences-actions.ts';
import { change, selectedNode, useWorkbench } from '../state/workbench.ts';
import { Panel } from '../ui/panel.tsx';
import { PanelBoundary, VersionContext } from '../ui/panel-boundary.tsx';
import { ActionSearch } from './action-search.tsx';
import { ConnectDialog } from './connect-dialog.tsx';
import { CollapseDialog } from './collapse-dialog.tsx';
import { ChangesDialog } from './changes-dialog.tsx';
import { canvasMenu } from './canvas-menu.ts';
import { addDroppedFiles } from './data-files.ts';
import { EmptyCanvas } from './empty-canvas.tsx';
import { FileDialogs } from './file-dialogs.tsx';
import { ImportReportDialog } from './import-report-dialog.tsx';
import { LeaveDialog } from './leave-dialog.tsx';
import { Notices } from './notices.tsx';
import { OutlineDialog } from './outline-dialog.tsx';
import { ParametersDialog } from './parameters-dialog.tsx';
import { RecoveryBar } from './recovery-bar.tsx';
import { SelectionSummary } from './selection-summary.tsx';
import { SettingsDialog } from './settings-dialog.tsx';
import { SchedulesDialog } from '../schedules/schedules-dialog.tsx';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';
import { StatusBar } from './status-bar.tsx';
import { TopBar } from './top-bar.tsx';
import { TemplatesDialog } from '../templates/templates-dialog.tsx';
import { endTour } from '../tour/tour-actions.ts';
import { Tour } from '../tour/tour.tsx';
import { t, type PlainText } from '../words/words.ts';

const dialogs = [
  ['The search of nodes', AddSearch],
  ['The search of actions', ActionSearch],
  ['Connecting', ConnectDialog],
  ['The outline', OutlineDialog],
  ['The parameters', ParametersDialog],
  ['What a run does', PlanDialog],
  ['Scripts to trust', TrustDialog],
  ['Folders outside the project', OutsideDialog],
  ['The breakpoints', BreakpointsDialog],
  ['The runs on record', RunsDialog],
  ['The settings', SettingsDialog],
  ['The schedules', SchedulesDialog],
  ['What changed', ChangesDialog],
  ['The templates', TemplatesDialog],
  ['The making of a component', CollapseDialog],
  ['The list of files', FileDialogs],
  ['The report of the import', ImportReportDialog],
  ['The question about unsaved changes', LeaveDialog],
  ['The keyboard shortcuts', ShortcutsDialog],
] as const satisfies readonly (readonly [PlainText, () => ReactNode])[];

const closeDialogs = () => change({ dialog: null, adding: null, leaving: null });

/** The window. */
export function App() {
  // The whole window is drawn anew when its language changes.
  useWorkbench((s) => s.language);
  const preferences = useWorkbench((s) => s.preferences);
  const node = useWorkbench(selectedNode);
  const note = useWorkbench((s) => (s.selection.notes.length === 1 && s.selection.nodes.length === 0 ? s.selection.notes[0]! : null));
  const problemsOpen = useWorkbench((s) => s.problemsOpen);
  const title = useWorkbench((s) => flowTitle(s).flow);
  const opened = useWorkbench((s) => s.opened);
  const version = useWorkbench((s) => s.platform?.version ?? 'unknown');
  const page = useWorkbench((s) => s.page);
  const empty = useWorkbench((s) => Object.keys(s.document.nodes).length === 0);
  return (
    <VersionContext value={version}>
      <Tooltip.Provider delay={500}>
        <div className="app">
          <PanelBoundary name={t('The bar at the top')}>
            <TopBar />
          </PanelBoundary>
          <RecoveryBar />
          <OutsideBar />
          <div className="app-main">
            {page === 'dashboard' ? (
              <PanelBoundary name={t('The dashboard')} about={opened}>
                <DashboardPage />
              </PanelBoundary>
            ) : null}
            {page === 'compare' ? (
              <PanelBoundary name={t('The comparison')} about={opened}>
                <ComparePage />
              </PanelBoundary>
            ) : null}
            {/* The flow keeps its place and its rows while a page covers it. */}
            <div className={page === 'flow' ? 'app-parts' : 'app-parts app-covered'} inert={page !== 'flow'}>
            {preferences.paletteOpen ? (
              <Panel
                label={t('Palette')}
                side="left"
                size={preferences.paletteWidth}
                min={180}
                max={360}
                onResize={(paletteWidth) => setPreferences({ paletteWidth })}
                onCollapse={() => setPreferences({ paletteOpen: false })}
              >
                <PanelBoundary name={t('The palette')}>
                  <Palette />
                </PanelBoundary>
              </Panel>
            ) : null}
            <div className="app-centre">
              <main className="app-canvas" aria-label={t('Canvas')}>
                {empty ? null : <h1 className="sr-only">{title}</h1>}
                <PanelBoundary name={t('The canvas')} about={opened}>
                  <Canvas onFiles={addDroppedFiles} menu={canvasMenu}>{empty ? <EmptyCanvas /> : null}</Canvas>
                </PanelBoundary>
              </main>
              {problemsOpen ? (
                <Panel
                  label={t('Problems')}
                  side="bottom"
                  size={preferences.problemsHeight}
                  min={110}
                  max={400}
                  onResize={(problemsHeight) => setPreferences({ problemsHeight })}
                  onCollapse={() => change({ problemsOpen: false })}
                >
                  <PanelBoundary name={t('The list of problems')}>
                    <ProblemsPanel />
                  </PanelBoundary>
                </Panel>
              ) : null}
              {preferences.dataOpen ? (
                <Panel
                  label={t('Data')}
                  side="bottom"
                  size={preferences.dataHeight}
                  min={140}
                  max={720}
                  onResize={(dataHeight) => setPreferences({ dataHeight })}
                  onCollapse={() => setPreferences({ dataOpen: false })}
                >
                  <PanelBoundary name={t('The data')} about={node}>
                    <DataPanel />
                  </PanelBoundary>
                </Panel>
              ) : null}
            </div>
            {preferences.inspectorOpen ? (
              <Panel
                label={t('Inspector')}
                side="right"
                size={preferences.inspectorWidth}
                min={280}
                max={640}
                onResize={(inspectorWidth) => setPreferences({ inspectorWidth })}
                onCollapse={() => setPreferences({ inspectorOpen: false })}
              >
                <PanelBoundary name={t('The inspector')} about={note ?? node}>
                  {note !== null ? <NoteInspector key={note} id={note} /> : node === null ? <SelectionSummary /> : <Inspector key={node} nodeId={node} />}
                </PanelBoundary>
              </Panel>
            ) : null}
            </div>
          </div>
          <PanelBoundary name={t('The status bar')}>
            <StatusBar />
          </PanelBoundary>
          {dialogs.map(([name, Part]) => (
            <PanelBoundary key={name} name={t(name)} onClose={closeDialogs}>
              <Part />
            </PanelBoundary>
          ))}
          <PanelBoundary name={t('The tour')} onClose={endTour}>
            <Tour />
          </PanelBoundary>
          <Notices />
        </div>
      </Tooltip.Provider>
    </VersionContext>
  );
}
