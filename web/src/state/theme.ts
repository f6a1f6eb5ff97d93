import { createStore } from './store'

/** What the reader chose; `system` follows the machine. */
export type ThemeChoice = 'system' | 'light' | 'dark' | 'contrast'
export type Theme = Exclude<ThemeChoice, 'system'>

const STORAGE = 'driftwatch.theme'
const CHOICES: readonly string[] = ['system', 'light', 'dark', 'contrast']

export function resolveTheme(choice: ThemeChoice, prefersDark: boolean, prefersContrast: boolean): Theme {
  if (choice !== 'system') return choice
  return prefersContrast ? 'contrast' : prefersDark ? 'dark' : 'light'
}

export const themeStore = createStore<ThemeChoice>('system')

/** Sets the theme before the first paint and follows the machine's settings afterwards. */
export function startTheme(): void {
  const saved = localStorage.getItem(STORAGE) ?? ''
  if (CHOICES.includes(saved)) themeStore.set(saved as ThemeChoice)
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const contrast = matchMedia('(prefers-contrast: more)')
  const apply = () => {
    document.documentElement.dataset.theme = resolveTheme(themeStore.get(), dark.matches, contrast.matches)
  }
  apply()
  themeStore.subscribe(apply)
  dark.addEventListener('change', apply)
  contrast.addEventListener('change', apply)
}

export function chooseTheme(choice: ThemeChoice): void {
  localStorage.setItem(STORAGE, choice)
  themeStore.set(choice)
}
