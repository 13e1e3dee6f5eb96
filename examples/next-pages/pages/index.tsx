import Head from 'next/head';

export default function Home() {
  return (
    <main>
      <Head>
        <title>threepid on the Pages Router</title>
      </Head>
      <h1>threepid on the Pages Router</h1>
      <p>
        This app answers the calls of the Matrix identity service API below <code>/_matrix</code>. Its README
        has a session with curl; the example <code>next-app</code> has a page.
      </p>
    </main>
  );
}
