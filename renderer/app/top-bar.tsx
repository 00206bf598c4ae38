import { ChevronDown, FilePlus, FolderOpen, Import, LayoutDashboard, LayoutTemplate, Moon, Redo2, Save, Search, Settings, SlidersHorizontal, Undo2, Workflow } from 'lucide-react';
import type { ReactNode } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { HistoryPopover } from '../runs/history-popover.tsx';
import { RunControls } from '../runs/run-controls.tsx';
import { showPage } from '../state/dashboard-actions.ts';
import { flowTitle } from '../state/flow-title.ts';
import { openPath } from '../state/file-actions.ts';
import { isDirty, useWorkbench } from '../state/workbench.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Menu, type MenuEntry } from '../ui/menu.tsx';
import { SegmentedControl } from '../ui/segmented-control.tsx';
import { EnvironmentChoice } from './environment-choice.tsx';
import { Trail } from './trail.tsx';
import { commands, runCommand, shortcutOf } from './commands.ts';
import { t } from '../words/words.ts';

const entry = (id: string, icon?: MenuEntry['icon']): MenuEntry => ({
  id,
  title: commands.find((c) => c.id === id)!.title,
  shortcut: shortcutOf(id),
  icon,
  run: () => void runCommand(id),
});

/** In a narrow window only the sign is seen. */
const PageLabel = ({ icon, title }: { readonly icon: ReactNode; readonly title: string }) => (
  <span className="page-label" title={title}>
    {icon}
    <span className="compact-text">{title}</span>
  </span>
);

const pages = () => [
  { value: 'flow', label: <PageLabel icon={<Workflow />} title={t('Flow')} /> },
  { value: 'dashboard', label: <PageLabel icon={<LayoutDashboard />} title={t('Dashboard')} /> },
] as const;

/** The flow's name and file, and what can be done with the flow as a whole. */
export function TopBar() {
  const canUndo = useWorkbench((s) => s.history.done.length > 0);
  const page = useWorkbench((s) => s.page);
  const canRedo = useWorkbench((s) => s.history.undone.length > 0);
  return (
    <header className="top-bar">
      <span className="logo">
        <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
          <path d="M2 7c4-5 7 5 16 0M2 13c4-5 7 5 16 0" fill="none" stroke="var(--accent)" strokeWidth="2.2" strokeLinecap="round" />
        </svg>
        <span className="logo-text">Millrace</span>
      </span>
      <Trail />
      <FlowMenu />
      <SavedBadge />
      <IconButton label={t('Undo')} shortcut={shortcutOf('edit.undo')} disabled={!canUndo} onClick={() => runCommand('edit.undo')} data-testid="undo">
        <Undo2 />
      </IconButton>
      <IconButton label={t('Redo')} shortcut={shortcutOf('edit.redo')} disabled={!canRedo} onClick={() => runCommand('edit.redo')} data-testid="redo">
        <Redo2 />
      </IconButton>
      <SegmentedControl label={t('Page')} options={pages()} value={page === 'compare' ? null : page} onChange={showPage} />
      <span className="spacer" />
      <Button icon={<Search />} shortcut={shortcutOf('view.commands')} onClick={() => runCommand('view.commands')} data-testid="search-actions">
        <span className="compact-text">{t('Search actions')}</span>
      </Button>
      <Button icon={<SlidersHorizontal />} aria-label={t('Parameters')} onClick={() => runCommand('flow.parameters')} data-testid="parameters">
        <span className="compact-text">{t('Parameters')}</span>
      </Button>
      <HistoryPopover />
      <Menu
        align="end"
        trigger={
          <button type="button" className="icon-button" aria-label={t('Theme and settings')}>
            <Moon />
          </button>
        }
        entries={[entry('view.theme-dark'), entry('view.theme-light'), entry('view.theme-system'), 'separator', entry('view.settings', <Settings />)]}
      />
      <EnvironmentChoice />
      <RunControls />
    </header>
  );
}

function FlowMenu() {
  const path = useWorkbench((s) => s.path);
  const { project, flow } = useWorkbench(useShallow(flowTitle));
  const recent = useWorkbench((s) => s.recent);
  const others = recent.filter((r) => r.path !== path).slice(0, 6);
  return (
    <Menu
      trigger={
        <button type="button" className="crumb" title={path ?? t('Not saved to a file yet')} data-testid="flow-menu">
          {project && project !== flow ? <span className="crumb-project">{project} /</span> : null}
          <b>{flow}</b>
          <ChevronDown aria-hidden="true" />
        </button>
      }
      entries={[
        entry('file.new', <FilePlus />),
        entry('file.template', <LayoutTemplate />),
        entry('file.open', <FolderOpen />),
        entry('file.import', <Import />),
        'separator',
        { ...entry('file.save', <Save />) },
        entry('file.saveAs'),
        entry('view.compare'),
        ...(others.length > 0 ? ['separator' as const] : []),
        ...others.map((r) => ({ id: r.path, title: r.name, run: () => openPath(r.path) })),
      ]}
    />
  );
}

function SavedBadge() {
  const dirty = useWorkbench(isDirty);
  const saving = useWorkbench((s) => s.saving);
  const unnamed = useWorkbench((s) => s.path === null);
  if (saving) return <Badge role="status">{t('saving')}</Badge>;
  if (dirty) {
    return (
      <Button size="small" icon={<Save />} onClick={() => runCommand('file.save')} data-testid="save" title={t('The flow has changes that are not in its file yet')}>
        {t('Save')}
      </Button>
    );
  }
  return (
    <Badge role="status" data-testid="saved">
      {unnamed ? t('new') : t('saved')}
    </Badge>
  );
}
