// The default theme, without the web font that it ships: the reader's system has good ones, and the pages are lighter.
import { h } from 'vue';
import DefaultTheme from 'vitepress/theme-without-fonts';
import TryIt from './TryIt.vue';
import './style.css';

export default {
  extends: DefaultTheme,
  Layout: () => h(DefaultTheme.Layout, null, { 'home-hero-image': () => h(TryIt) }),
};
