import { CounterApp } from './counter-app.js';

new CounterApp(document.getElementById('counter')).open();
