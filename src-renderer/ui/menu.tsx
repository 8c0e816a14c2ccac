import type { ReactElement, ReactNode } from 'react';
import {
  Header,
  Keyboard,
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  MenuSection as AriaMenuSection,
  MenuTrigger,
  Popover,
  Text,
} from 'react-aria-components';
import styles from './controls.module.css';

export interface MenuItem {
  readonly id: string;
  readonly text: string;
  readonly hint?: string;
  readonly isDisabled?: boolean;
}

export interface MenuSection {
  readonly title: string;
  readonly items: readonly MenuItem[];
}

export interface MenuProps {
  /** What opens it: a Button. */
  readonly trigger: ReactElement;
  readonly label: string;
  readonly sections: readonly MenuSection[];
  /** Where one of them is in force: it is marked, and said to be chosen. */
  readonly selectedId?: string;
  readonly header?: ReactNode;
  readonly onChoose: (id: string) => void;
}

export function Menu({ trigger, label, sections, selectedId, header, onChoose }: MenuProps) {
  return (
    <MenuTrigger>
      {trigger}
      <Popover className={styles['popover'] ?? ''} offset={4}>
        {header}
        <AriaMenu
          className={styles['menu'] ?? ''}
          aria-label={label}
          onAction={(key) => onChoose(String(key))}
          {...(selectedId === undefined ? {} : { selectionMode: 'single' as const, selectedKeys: [selectedId] })}
        >
          {sections.map((section) => (
            <AriaMenuSection key={section.title}>
              <Header className={styles['heading'] ?? ''}>{section.title}</Header>
              {section.items.map((item) => (
                <AriaMenuItem
                  key={item.id}
                  id={item.id}
                  textValue={item.text}
                  isDisabled={item.isDisabled ?? false}
                  className={styles['item'] ?? ''}
                >
                  <span className={styles['itemMark']} aria-hidden>
                    {item.id === selectedId ? '✓' : ''}
                  </span>
                  <Text slot="label" className={styles['itemText'] ?? ''}>
                    {item.text}
                  </Text>
                  {item.hint !== undefined && <Keyboard className={styles['itemHint'] ?? ''}>{item.hint}</Keyboard>}
                </AriaMenuItem>
              ))}
            </AriaMenuSection>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
