import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { requestHints } from '@threepid/react/server';
import { wordsOf } from '@threepid/react/words';
import '@threepid/react/styles.css';
import './page.css';

export async function generateMetadata(): Promise<Metadata> {
  return {
    title: wordsOf(await language()).number.heading,
    description: 'An example of threepid in a Next.js app',
  };
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  colorScheme: 'light dark',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f4f6fb' },
    { media: '(prefers-color-scheme: dark)', color: '#0b1020' },
  ],
};

export default async function Layout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang={await language()}>
      <body>{children}</body>
    </html>
  );
}

async function language(): Promise<string> {
  return requestHints((await headers()).get('accept-language')).lang;
}
