import { render } from 'preact';
import { ConsoleApp } from './model/consoleApp.ts';
import './styles/base.css';
import './styles/frame.css';
import './styles/lists.css';
import './styles/thread.css';
import './styles/composer.css';
import './styles/side.css';
import './styles/pages.css';
import { App } from './view/app.tsx';

const place = document.getElementById('console');
if (place) {
  const app = new ConsoleApp();
  render(<App app={app} />, place);
  void app.begin();
}
