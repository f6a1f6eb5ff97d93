import type { Deployment, Project } from '../api/types'
import { RANGES, type Range } from '../logic/ranges'
import { sliceLabel } from '../logic/format'
import { navigate, type Route } from '../state/router'
import { sessionStore, setSession, withKey, withoutKey } from '../state/session'
import { useStore } from '../state/store'
import { chooseTheme, themeStore, type ThemeChoice } from '../state/theme'
import { Logo } from './Icon'
import { Link } from './Link'
import { LiveMark } from './LiveMark'
import { Segmented } from './Segmented'
import { Select } from './Select'

const THEMES: { value: ThemeChoice; text: string }[] = [
  { value: 'system', text: 'System' }, { value: 'light', text: 'Light' }, { value: 'dark', text: 'Dark' },
  { value: 'contrast', text: 'High contrast' },
]

interface Props {
  project: Project | null
  deployments: Deployment[]
  deployment: Deployment | null
  route: Route
  onAddProject: () => void
}

/** Who and what: the project, its deployments, the views, the theme. */
export function Header({ project, deployments, deployment, route, onAddProject }: Props) {
  return (
    <header className="top">
      <div className="top-row">
        <Link to={{ view: 'overview' }} className="brand" label="DriftWatch, overview"><Logo /> <span>DriftWatch</span></Link>
        <ProjectChoice project={project} onAdd={onAddProject} />
        {deployments.length > 0 && (
          <Select
            label="Deployment" value={deployment?.id ?? ''} choices={deployments.map((one) => ({ value: one.id, text: one.id }))}
            onChoose={(id) => navigate({ deployment: id, slice: '', view: route.view === 'feature' ? 'overview' : route.view })}
          />
        )}
        <nav aria-label="Views" className="views">
          <Link to={{ view: 'overview' }} isCurrent={route.view === 'overview'}>Overview</Link>
          <Link to={{ view: 'events' }} isCurrent={route.view === 'events'}>Events</Link>
        </nav>
        <div className="top-end"><LiveMark /><ThemeChoiceBox /></div>
      </div>
    </header>
  )
}

function ProjectChoice({ project, onAdd }: { project: Project | null; onAdd: () => void }) {
  const session = useStore(sessionStore)
  const active = session.active ?? ''
  const nameOf = (key: string, name: string) => (key === active && project ? project.project_name || project.project_id : name || 'project')
  const choices = [
    ...session.keys.map(({ key, project: name }) => ({ value: key, text: nameOf(key, name) })),
    { value: '+', text: 'Open another project…' },
    { value: '-', text: 'Sign out of this one' },
  ]
  const onChoose = (choice: string) => {
    if (choice === '+') return onAdd()
    if (choice === '-') return setSession(withoutKey(session, active))
    setSession(withKey(session, choice))
    navigate({ deployment: '', slice: '', view: 'overview' })
  }
  return <Select label="Project" value={active} choices={choices} onChoose={onChoose} />
}

function ThemeChoiceBox() {
  const theme = useStore(themeStore)
  return <Select label="Theme" isLabelHidden value={theme} choices={THEMES} onChoose={(choice) => chooseTheme(choice as ThemeChoice)} />
}

const RANGE_CHOICES = (Object.keys(RANGES) as Range[]).map((value) => ({ value, text: value, title: `the last ${RANGES[value].label}` }))

/** Which events: the range and the slice. */
export function RangeBar({ deployment, route }: { deployment: Deployment | null; route: Route }) {
  const slices = deployment?.slices ?? []
  return (
    <div className="range-bar">
      <Segmented label="Range" choices={RANGE_CHOICES} value={route.range} onChoose={(range) => navigate({ range })} />
      {slices.length > 0 && (
        <Select
          label="Slice" value={route.slice} onChoose={(slice) => navigate({ slice })}
          choices={['', ...slices].map((slice) => ({ value: slice, text: sliceLabel(slice) }))}
        />
      )}
    </div>
  )
}
