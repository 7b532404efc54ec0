import type { MenuItemConstructorOptions } from 'electron';

/** `Menu`: the template as it is, from which a test chooses. */
export class StandInMenu {
  static current: StandInMenu | null = null;
  readonly #template: readonly MenuItemConstructorOptions[];

  constructor(template: readonly MenuItemConstructorOptions[]) {
    this.#template = template;
  }

  static buildFromTemplate(template: readonly MenuItemConstructorOptions[]): StandInMenu {
    return new StandInMenu(template);
  }

  static setApplicationMenu(menu: StandInMenu | null): void {
    StandInMenu.current = menu;
  }

  /** Does what choosing the item does. Throws where there is no such item. */
  choose(id: string): void {
    const item = itemsIn(this.#template).find((each) => each.id === id);
    if (item?.click === undefined) throw new Error(`the menu has no item "${id}" that does something`);
    Reflect.apply(item.click, undefined, [item, undefined, {}]);
  }
}

function itemsIn(template: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return template.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? itemsIn(item.submenu) : [])]);
}
