import { start } from './app/start.tsx';
import { choosePort } from './wire/choose-port.ts';

const element = document.getElementById('root');
if (element === null) throw new Error('index.html has no #root');
start(window, element, choosePort(window));
