import type { ReactElement, ReactNode, Ref } from 'react';
import {
  Button as AriaButton,
  FieldError,
  Input,
  Label,
  Text,
  TextField,
  Tooltip as AriaTooltip,
  TooltipTrigger,
  type ButtonProps as AriaButtonProps,
  type TextFieldProps,
} from 'react-aria-components';
import styles from './controls.module.css';

type ButtonLook = 'plain' | 'primary' | 'danger' | 'quiet' | 'icon';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style'> {
  readonly look?: ButtonLook;
  readonly ref?: Ref<HTMLButtonElement>;
}

const LOOK_CLASS: Record<ButtonLook, string | undefined> = {
  plain: '',
  primary: styles['primary'],
  danger: styles['danger'],
  quiet: styles['quiet'],
  icon: styles['icon'],
};

/** An icon button needs an `aria-label`. */
export function Button({ look = 'plain', ...props }: ButtonProps) {
  return <AriaButton {...props} className={`${styles['button']} ${LOOK_CLASS[look] ?? ''}`} />;
}

export interface FieldProps extends Omit<TextFieldProps, 'className' | 'style' | 'children'> {
  readonly label: string;
  readonly description?: string;
  readonly error?: string | null;
  readonly placeholder?: string;
}

export function Field({ label, description, error = null, placeholder, ...props }: FieldProps) {
  return (
    <TextField {...props} isInvalid={error !== null} validationBehavior="aria" className={styles['field'] ?? ''}>
      <Label className={styles['label'] ?? ''}>{label}</Label>
      <Input className={styles['input'] ?? ''} {...(placeholder === undefined ? {} : { placeholder })} />
      {description !== undefined && (
        <Text slot="description" className={styles['description'] ?? ''}>
          {description}
        </Text>
      )}
      <FieldError className={styles['error'] ?? ''}>{error}</FieldError>
    </TextField>
  );
}

export type Tone = 'neutral' | 'accent' | 'good' | 'warn' | 'alarm';

/** A short word or number. Its tone is never the only sign: the words must say it too. */
export function Badge({ tone = 'neutral', children }: { readonly tone?: Tone; readonly children: ReactNode }) {
  return <span className={`${styles['badge']} ${styles[tone]}`}>{children}</span>;
}

/** More about a control, on hover and on focus. The child is a Button of this file. */
export function Tooltip({ text, children }: { readonly text: string; readonly children: ReactElement }) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      {children}
      <AriaTooltip className={styles['tooltip'] ?? ''} offset={6}>
        {text}
      </AriaTooltip>
    </TooltipTrigger>
  );
}

/** A key of the keyboard, as printed on it. */
export function Key({ children }: { readonly children: string }) {
  return <kbd className={styles['kbd']}>{children}</kbd>;
}
