import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import 'fonts.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/layout.css'
import './styles/controls.css'
import './styles/panels.css'
import './styles/charts.css'
import './styles/tables.css'
import { App } from './App'
import { startRouter } from './state/router'
import { startSession } from './state/session'
import { startTheme } from './state/theme'

startTheme()
startSession()
startRouter()
createRoot(document.getElementById('root')!).render(<StrictMode><App /></StrictMode>)
