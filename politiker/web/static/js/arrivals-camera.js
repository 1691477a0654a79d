/* Reads tickets with the camera where the browser can; elsewhere the button stays hidden and the number is typed. */
const EVERY = 250, SAME = 4000; // milliseconds

export function watch(button, video, { take, cannot }) {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  button.hidden = false;
  let stream = null, last = "", seen = 0;

  async function look(reader) {
    if (!stream) return;
    const [code] = video.readyState >= 2 ? await reader.detect(video).catch(() => []) : [];
    if (code && (code.rawValue !== last || Date.now() - seen > SAME)) {
      last = code.rawValue;
      take(last);
    }
    if (code) seen = Date.now();
    setTimeout(look, EVERY, reader);
  }

  function stop() {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    video.hidden = true;
  }

  button.addEventListener("click", async () => {
    if (stream) return stop();
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      video.hidden = false;
      await video.play();
      look(new BarcodeDetector({ formats: ["qr_code"] }));
    } catch {
      stop();
      cannot();
    }
  });
  addEventListener("pagehide", stop);
}
