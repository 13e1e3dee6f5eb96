/** The flag of a country. Decorative: the text next to it says the same. */
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
