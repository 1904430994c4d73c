// A file that the server made, handed to the reader: { name, media, text, serial }. Nothing of it is shown.

watch("value", () => {
  const file = props.value;
  if (!file?.name) return;
  const address = URL.createObjectURL(new Blob([file.text], { type: `${file.media};charset=utf-8` }));
  const link = Object.assign(document.createElement("a"), { href: address, download: file.name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
});
