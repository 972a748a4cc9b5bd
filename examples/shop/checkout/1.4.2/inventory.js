/** A product, or an error within two seconds. */
exports.fetchProduct = async function fetchProduct(sku) {
  const url = `${process.env.INVENTORY_URL}/products/${encodeURIComponent(sku)}`;
  const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
  if (!response.ok) throw new Error(`inventory answered ${response.status} for ${sku}`);
  return response.json();
};
