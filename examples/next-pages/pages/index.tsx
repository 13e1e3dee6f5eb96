import Head from 'next/head';

export default function Home() {
  return (
    <main>
      <Head>
        <title>threepid on the Pages Router</title>
      </Head>
      <h1>threepid on the Pages Router</h1>
      <p>
        This app serves the Matrix identity service API below <code>/_matrix</code>. Its README shows how to
        call it with curl. The example <code>next-app</code> has a page for people.
      </p>
    </main>
  );
}
