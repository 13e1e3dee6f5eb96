export { HttpSmsSender } from './http-sms-sender.js';
export type { HttpSmsSenderOptions } from './settings/http-sms-sender-options.js';
export { readRecipe, recipeNames } from './recipes.js';
export { DeclarationError, errorsOfDeclaration, readDeclaration } from './check/check-declaration.js';
export { errorsOfOptions } from './settings/errors-of-options.js';
export type { GivenSettings, SettingError, SettingsByCountry, Spell } from './settings/check-settings.js';
export type * from './declaration/sms-http-declaration.js';
