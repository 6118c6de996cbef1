// @ts-check

/** @type {import('@storybook/html-vite').StorybookConfig} */
export default {
  stories: ['../stories/*.stories.js'],
  framework: '@storybook/html-vite',
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
};
