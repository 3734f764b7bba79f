/**
 * The entry of the page.
 */
import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import { render } from 'preact';
import { App } from './app.tsx';
import './styles/page.css';

// A link pasted into the address of the open page.
window.addEventListener('hashchange', () => location.reload());

render(<App />, document.getElementById('app')!);
