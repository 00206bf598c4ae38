/** What is shown when the window cannot reach the engine at all. */
export const ConnectionLost = ({ reason }: { readonly reason: string }) => (
  <main className="empty" style={{ height: '100vh' }}>
    <strong>Millrace cannot reach its engine</strong>
    <p>{reason}</p>
    <p>Close this window and start Millrace again. Unsaved work is kept.</p>
  </main>
);
