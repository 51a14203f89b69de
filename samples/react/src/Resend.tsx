import { useEffect, useState } from 'react';

type Props = {
  /** When another code may be asked for, in milliseconds since 1970. */
  readyAt: number;
  disabled: boolean;
  onResend: () => void;
};

/** Asks for another code, and counts down to the moment where that is possible. */
export function Resend({ readyAt, disabled, onResend }: Props) {
  const [now, setNow] = useState(Date.now);
  const wait = Math.max(0, Math.ceil((readyAt - now) / 1000));

  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [readyAt]);

  return (
    <button type="button" className="link" disabled={disabled || wait > 0} onClick={onResend}>
      {wait > 0 ? `Send again in ${wait} s` : 'Send another code'}
    </button>
  );
}
