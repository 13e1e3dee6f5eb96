import { useWords } from './words-context.js';

export interface RobotCheckProps {
  readonly id: string;
  /** Share of the longest possible work that is done; undefined: none is asked for. */
  readonly done: number | undefined;
}

/** The work that the browser does while the server is under attack. Its beginning is announced, not each step. */
export function RobotCheck({ id, done }: RobotCheckProps) {
  const { robotCheck } = useWords();
  return (
    <div className="threepid-robot-check">
      <p id={id} role="status">
        {done === undefined ? '' : robotCheck}
      </p>
      {done !== undefined && <progress part="progress" value={done} aria-labelledby={id} />}
    </div>
  );
}
