/** Chooses the page; each is loaded only where it is shown, so that frames stay light. */
import { lazy, Suspense } from 'react'
import { catalog } from '~/catalog'
import { prepareEngine } from '~/host/connect'
import { basePath } from './base'
import { LoadingStage } from './loading-stage'
import { NotFound } from './not-found'
import { routeOf } from './routing/route'

const Gallery = lazy(() => import('./gallery/gallery').then((module) => ({ default: module.Gallery })))
const Playground = lazy(() => import('./playground/playground').then((module) => ({ default: module.Playground })))
const EmbedBuilder = lazy(() => import('./embed/embed-builder').then((module) => ({ default: module.EmbedBuilder })))
const Real = lazy(() => import('./real/real').then((module) => ({ default: module.Real })))
const Embed = lazy(() => import('./embed/embed').then((module) => ({ default: module.Embed })))

/** The app. Links load pages anew: each page is its own file, and a run ends with its page. */
export function App() {
  const route = routeOf(location.pathname, basePath())
  if (route.page === 'gallery') {
    return (
      <Suspense fallback={null}>
        <Gallery />
      </Suspense>
    )
  }
  if (route.page === 'embed-builder') {
    return (
      <Suspense fallback={null}>
        <EmbedBuilder />
      </Suspense>
    )
  }
  if (route.page === 'real') {
    return (
      <Suspense fallback={null}>
        <Real />
      </Suspense>
    )
  }
  if (route.page === 'unknown') return <NotFound path={route.path} />
  const entry = catalog.find(({ id }) => id === route.id)
  if (entry === undefined) return <NotFound path={route.id} />
  if (!entry.isLive) return <NotFound path={route.id} drawn={entry.diagram} />
  const Page = route.page === 'playground' ? Playground : Embed
  if (route.page === 'playground') prepareEngine(entry.id)
  return (
    <Suspense fallback={<LoadingStage diagram={entry.diagram} />}>
      <Page diagram={entry.diagram} />
    </Suspense>
  )
}
