/** The flag of a country, or the room for it. Decorative: the text next to it says the same. */
export function Flag({ src }: { readonly src: string | undefined }) {
  return (
    <span className="threepid-flag" part="flag">
      {src !== undefined && <img src={src} width={24} height={16} alt="" decoding="async" />}
    </span>
  );
}
