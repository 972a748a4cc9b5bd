exports.fetchProduct = async function fetchProduct(sku) {
  const response = await fetch(`${process.env.INVENTORY_URL}/products/${encodeURIComponent(sku)}`);
  if (!response.ok) throw new Error(`inventory answered ${response.status} for ${sku}`);
  return response.json();
};
