/** Drawn on a 24-pixel square with a 2-pixel pen, so that they stay readable at 16 pixels. */
const PATHS = {
  check: 'M5 12.5l4.5 4.5L19 7.5',
  warning: 'M12 7v6M12 17v.5',
  cross: 'M7 7l10 10M17 7L7 17',
  question: 'M9 9.2a3 3 0 1 1 4.2 2.8c-.8.4-1.2.9-1.2 1.8v.4M12 17.5v.2',
  arrow: 'M5 12h13M12.5 6.5L18 12l-5.5 5.5',
  clock: 'M12 4.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15M12 8v4.4l3 1.8',
  phone:
    'M6 4.5h3l1.5 4-2 1.5a10 10 0 0 0 5.5 5.5l1.5-2 4 1.5v3a1.5 1.5 0 0 1-1.6 1.5A15 15 0 0 1 4.5 6.1 1.5 1.5 0 0 1 6 4.5',
  person: 'M12 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7M5 19.5c.6-3.6 3.400-5.5 7-5.5s6.400 1.900 7 5.5',
  plus: 'M12 5v14M5 12h14',
  search: 'M10.5 4.5a6 6 0 1 0 0 12 6 6 0 0 0 0-12M15 15l4.5 4.5',
  cloud: 'M7.5 18.5a4 4 0 0 1-.5-8 5.5 5.5 0 0 1 10.6 1.200 3.5 3.5 0 0 1-.6 6.800z',
  plug: 'M9 4v4M15 4v4M7 8h10v3a5 5 0 0 1-10 0zM12 16v4',
  printer: 'M7 9V4.5h10V9M7 16.5H5V9.5h14v7h-2M8 14h8v5.5H8z',
  lock: 'M7 11h10v8.500H7zM9 11V8.500a3 3 0 0 1 6 0V11',
  left: 'M14.5 6l-6 6 6 6',
  right: 'M9.5 6l6 6-6 6',
  chat: 'M5 5.5h14v10H10.5L6.5 19v-3.5H5z',
} as const;
export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={2}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
