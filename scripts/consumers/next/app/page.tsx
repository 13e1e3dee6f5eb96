export default function Page() {
  return <p>An app with phone-number verification</p>;
}
