/** The flag of a country. It says nothing that the text beside it does not. */
export function Flag({ code }: { readonly code: string }) {
  return (
    <img
      className="flag"
      src={`/flags/${code}`}
      width={24}
      height={16}
      alt=""
      loading="lazy"
      decoding="async"
    />
  );
}
