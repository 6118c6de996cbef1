// @ts-check

export default { title: 'Shop' };

/** @param {string} name */
const story = (name) => ({ render: () => `<h1>${name}</h1>` });

export const Home = story('Home');
export const Basket = story('Basket');
